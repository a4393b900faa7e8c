"""A mail server on 127.0.0.1 that keeps what it is given: `smtp_sink.py PORT FOLDER`.

Each message is a line of JSON in FOLDER/mails.jsonl: its sender, its recipients, and the message as it came over the wire. The
word in FOLDER/mode says what it does: `ok`, `reject` (550 to the recipient), `busy` (451 to the message), `slow` (waits a second).
"""

import asyncio
import json
import pathlib
import sys

from aiosmtpd.controller import Controller

PORT, FOLDER = int(sys.argv[1]), pathlib.Path(sys.argv[2])


def mode():
    return (FOLDER / "mode").read_text().strip()


class Sink:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode() == "reject":
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if mode() == "busy":
            return "451 4.3.2 try again later"
        if mode() == "slow":
            await asyncio.sleep(1)
        message = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "raw": envelope.content.decode("utf-8", "replace")}
        with open(FOLDER / "mails.jsonl", "a", encoding="utf-8") as mails:
            mails.write(json.dumps(message) + "\n")
        return "250 kept"


Controller(Sink(), hostname="127.0.0.1", port=PORT).start()
print("ready", flush=True)
sys.stdin.read()  # Until whoever started it ends.
