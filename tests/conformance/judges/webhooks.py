"""Verifies a webhook as a partner's program does, with standardwebhooks: prints its type, and that nothing else is taken for it.

usage: webhooks.py '{"body": …, "headers": …, "secret": …}'
"""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

message = json.loads(sys.argv[1])
verifier = Webhook(message["secret"])
print(verifier.verify(message["body"], message["headers"])["type"], end=", ")
for body, changed in [(message["body"] + " ", {}), (message["body"], {"webhook-timestamp": str(int(message["headers"]["webhook-timestamp"]) + 1)})]:
    try:
        verifier.verify(body, {**message["headers"], **changed})
        sys.exit("what was changed is verified")
    except WebhookVerificationError:
        pass
print("and nothing else")
