//! What letters say, in the languages that the publication writes to its readers in.

use super::{Letter, NewMail};
use crate::challenge;
use crate::session::Session;

/// Subject and text.
pub(super) struct Said {
    pub(super) subject: String,
    pub(super) body: String,
}

/// A letter in one language: its subject, what it says before the code, and after it.
struct Words {
    subject: &'static str,
    before: &'static str,
    after: &'static str,
}

const fn words(subject: &'static str, before: &'static str, after: &'static str) -> Words {
    Words { subject, before, after }
}

/// The page of the website that a code is redeemed on, behind the base of links.
const fn page(letter: Letter) -> Option<&'static str> {
    match letter {
        Letter::RegisterConfirm => Some("confirm"),
        Letter::PasswordReset => Some("password"),
        Letter::EmailLeave | Letter::EmailEnter => Some("email"),
        Letter::IdentityClaim => Some("claim"),
        Letter::AccountErase => Some("erase"),
        Letter::RegisterKnown
        | Letter::PasswordUnknown
        | Letter::PasswordChanged
        | Letter::EmailChanged
        | Letter::AccountErased
        | Letter::WebhookDisabled => None,
    }
}

/// Subject and text of a letter; what it is about stands alone in it.
pub(super) fn write(session: &Session, new: &NewMail<'_>, about: &str) -> Said {
    let german = new.language.as_str() == "de" || new.language.as_str().starts_with("de-");
    let words = if german { german_words(new.letter) } else { english_words(new.letter) };
    let mut body = format!("{}\n", words.before);
    if !about.is_empty() {
        body.push_str(&format!("\n    {about}\n"));
    }
    if let Some(code) = new.code {
        body.push_str(&format!("\n    {}\n", code.code));
        let base = session.domain().access().options.link_base.as_deref();
        if let (Some(base), Some(page)) = (base, page(new.letter)) {
            body.push_str(&format!("\n    {base}/{page}?token={}\n", code.token));
        }
        let minutes = challenge::minutes(session);
        let valid = if german { "Minuten gültig, einmal." } else { "minutes, once." };
        let begin = if german { "Der Code ist" } else { "The code is good for" };
        body.push_str(&format!("\n{begin} {minutes} {valid}\n"));
    }
    if !words.after.is_empty() {
        body.push_str(&format!("\n{}\n", words.after));
    }
    body.push_str("\nWorld Review\n");
    Said { subject: words.subject.to_owned(), body }
}

const fn english_words(letter: Letter) -> Words {
    match letter {
        Letter::RegisterConfirm => words(
            "Confirm your address",
            "Welcome to World Review. This code confirms your address and makes your account:",
            "If you didn't register, there is nothing that you need to do.",
        ),
        Letter::RegisterKnown => words(
            "You have an account already",
            "Somebody, perhaps you, wanted to register this address with World Review, which has an account already. Log in as before, or ask for a new password.",
            "If it wasn't you, there is nothing that you need to do.",
        ),
        Letter::PasswordReset => words(
            "Your new password",
            "With this code you can set a new password:",
            "If you didn't ask for it, there is nothing that you need to do: the present password stays.",
        ),
        Letter::PasswordUnknown => words(
            "There is no account of this address",
            "Somebody, perhaps you, wanted a new password for this address, which has no account with World Review. Perhaps you registered another one.",
            "If it wasn't you, there is nothing that you need to do.",
        ),
        Letter::AccountErase => words(
            "Erase your account",
            "This code erases your account and all that belongs to it, for good:",
            "If you didn't ask for it, change your password: somebody is logged in as you.",
        ),
        Letter::PasswordChanged => words(
            "Your password was changed",
            "The password of your account was changed, and all other devices were logged out.",
            "If it wasn't you, ask for a new password at once.",
        ),
        Letter::EmailLeave => words(
            "Change of your address",
            "Your account is to have another address. This code lets the present one go:",
            "If you didn't ask for it, change your password: somebody knows it.",
        ),
        Letter::EmailEnter => words(
            "Confirm your new address",
            "This code confirms the new address of your account:",
            "If you didn't ask for it, there is nothing that you need to do.",
        ),
        Letter::EmailChanged => words(
            "Your address was changed",
            "Your account has another address now; this one belongs to it no longer.",
            "If it wasn't you, write to the editors.",
        ),
        Letter::IdentityClaim => words(
            "Link your account",
            "Somebody, perhaps you, wants to log in to your account by way of another provider. This code links the two:",
            "If it wasn't you, there is nothing that you need to do.",
        ),
        Letter::AccountErased => words(
            "Your account was erased",
            "Your account and what belonged to it were erased, as you asked.",
            "This is the last letter that you get from us.",
        ),
        Letter::WebhookDisabled => words(
            "A webhook was switched off",
            "Nothing that we sent to this address has arrived for three days, or it answered that it is gone (410). Nothing is sent there any more:",
            "What happens meanwhile isn't lost: it is in the logs of your products, and can be replayed once the endpoint is switched on again.",
        ),
    }
}

const fn german_words(letter: Letter) -> Words {
    match letter {
        Letter::RegisterConfirm => words(
            "Bestätigen Sie Ihre Adresse",
            "Willkommen bei World Review. Dieser Code bestätigt Ihre Adresse und legt Ihr Konto an:",
            "Wenn Sie sich nicht registriert haben, müssen Sie nichts tun.",
        ),
        Letter::RegisterKnown => words(
            "Sie haben schon ein Konto",
            "Jemand, vielleicht Sie selbst, wollte diese Adresse bei World Review registrieren; sie hat schon ein Konto. Melden Sie sich an wie bisher, oder fordern Sie ein neues Passwort an.",
            "Wenn Sie es nicht waren, müssen Sie nichts tun.",
        ),
        Letter::PasswordReset => words(
            "Ihr neues Passwort",
            "Mit diesem Code können Sie ein neues Passwort setzen:",
            "Wenn Sie das nicht verlangt haben, müssen Sie nichts tun: Das jetzige Passwort bleibt.",
        ),
        Letter::PasswordUnknown => words(
            "Zu dieser Adresse gibt es kein Konto",
            "Jemand, vielleicht Sie selbst, wollte ein neues Passwort für diese Adresse; sie hat kein Konto bei World Review. Vielleicht haben Sie eine andere registriert.",
            "Wenn Sie es nicht waren, müssen Sie nichts tun.",
        ),
        Letter::AccountErase => words(
            "Löschen Sie Ihr Konto",
            "Dieser Code löscht Ihr Konto und alles, was dazu gehört, endgültig:",
            "Wenn Sie das nicht verlangt haben, ändern Sie Ihr Passwort: Jemand ist als Sie angemeldet.",
        ),
        Letter::PasswordChanged => words(
            "Ihr Passwort wurde geändert",
            "Das Passwort Ihres Kontos wurde geändert; alle anderen Geräte wurden abgemeldet.",
            "Wenn Sie es nicht waren, fordern Sie sofort ein neues Passwort an.",
        ),
        Letter::EmailLeave => words(
            "Änderung Ihrer Adresse",
            "Ihr Konto soll eine andere Adresse bekommen. Dieser Code gibt die jetzige frei:",
            "Wenn Sie das nicht verlangt haben, ändern Sie Ihr Passwort: Jemand kennt es.",
        ),
        Letter::EmailEnter => words(
            "Bestätigen Sie Ihre neue Adresse",
            "Dieser Code bestätigt die neue Adresse Ihres Kontos:",
            "Wenn Sie das nicht verlangt haben, müssen Sie nichts tun.",
        ),
        Letter::EmailChanged => words(
            "Ihre Adresse wurde geändert",
            "Ihr Konto hat jetzt eine andere Adresse; diese gehört nicht mehr dazu.",
            "Wenn Sie es nicht waren, schreiben Sie der Redaktion.",
        ),
        Letter::IdentityClaim => words(
            "Verknüpfen Sie Ihr Konto",
            "Jemand, vielleicht Sie selbst, möchte sich über einen anderen Anbieter bei Ihrem Konto anmelden. Dieser Code verknüpft die beiden:",
            "Wenn Sie es nicht waren, müssen Sie nichts tun.",
        ),
        Letter::AccountErased => words(
            "Ihr Konto wurde gelöscht",
            "Ihr Konto und was dazu gehörte wurde gelöscht, wie Sie es verlangt haben.",
            "Dies ist der letzte Brief, den Sie von uns bekommen.",
        ),
        Letter::WebhookDisabled => words(
            "Ein Webhook wurde abgeschaltet",
            "Seit drei Tagen kam nichts mehr an, was wir an diese Adresse geschickt haben, oder sie hat geantwortet, dass es sie nicht mehr gibt (410). Dorthin wird nichts mehr geschickt:",
            "Was inzwischen geschieht, geht nicht verloren: Es steht in den Protokollen Ihrer Produkte und kann noch einmal geschickt werden, sobald der Endpunkt wieder eingeschaltet ist.",
        ),
    }
}
