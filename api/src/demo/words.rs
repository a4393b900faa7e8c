//! The words that generated articles are made of.

/// What a generated text is put together from, in one language.
pub(super) struct Words {
    pub(super) subjects: &'static [&'static str],
    pub(super) verbs: &'static [&'static str],
    pub(super) objects: &'static [&'static str],
    pub(super) turns: &'static [&'static str],
    pub(super) heads: &'static [&'static str],
}

pub(super) const ENGLISH: Words = Words {
    subjects: &[
        "the central bank", "the ministry", "a coalition of importers", "the alliance", "the grid operator",
        "the commission", "the shipping industry", "a new generation of voters", "the regulator", "the exporting states",
        "the opposition", "a group of creditors", "the navy", "the pipeline consortium", "the statistics office",
    ],
    verbs: &[
        "reconsiders", "underestimates", "depends on", "has outgrown", "would rather postpone", "is rebuilding",
        "quietly supports", "can no longer afford", "has learned to live with", "is testing", "competes for", "hedges against",
    ],
    objects: &[
        "its reserves", "the rules of trade", "long supply chains", "a second winter", "the price of carbon",
        "undersea cables", "the cost of borrowing", "a fragile ceasefire", "the northern route", "critical minerals",
        "the next budget", "public patience", "its older partners", "a common tariff", "spare capacity",
    ],
    turns: &[
        "even though the figures point the other way", "as long as the treaty holds", "whatever the summit decides",
        "because storage is cheap and time is not", "which few had expected a year ago", "unless freight rates fall",
        "while its neighbours wait and see", "and the bill arrives with a delay", "at a price that nobody has named yet",
    ],
    heads: &["What has changed", "The limits of pressure", "Who pays", "Three ways out", "What to watch"],
};

pub(super) const GERMAN: Words = Words {
    subjects: &[
        "die Zentralbank", "das Ministerium", "ein Bündnis der Importeure", "die Allianz", "der Netzbetreiber",
        "die Kommission", "die Reederei", "eine neue Wählergeneration", "die Aufsicht", "der Ausfuhrstaat",
        "die Opposition", "eine Gruppe von Gläubigern", "die Marine", "das Leitungskonsortium", "das Statistikamt",
    ],
    verbs: &[
        "überdenkt", "unterschätzt", "braucht", "verteidigt", "verschiebt", "erneuert", "unterstützt im Stillen",
        "verliert", "erprobt", "fürchtet", "verhandelt über", "sichert",
    ],
    objects: &[
        "die eigenen Reserven", "die Regeln des Handels", "lange Lieferketten", "einen zweiten Winter",
        "den Preis für Kohlenstoff", "Kabel auf dem Meeresgrund", "die Kosten des Kredits", "eine brüchige Waffenruhe",
        "die nördliche Route", "kritische Rohstoffe", "den nächsten Haushalt", "die Geduld der Öffentlichkeit",
        "ältere Partner", "einen gemeinsamen Zoll", "freie Kapazitäten",
    ],
    turns: &[
        "obwohl die Zahlen dagegensprechen", "solange der Vertrag hält", "was immer der Gipfel beschließt",
        "weil Lagern billig ist und Zeit nicht", "womit vor einem Jahr kaum jemand rechnete",
        "sofern die Frachtraten nicht fallen", "während die Nachbarn abwarten", "und die Rechnung kommt später",
        "zu einem Preis, den noch niemand nennt",
    ],
    heads: &["Was sich geändert hat", "Grenzen des Drucks", "Wer zahlt", "Drei Auswege", "Worauf zu achten ist"],
};
