"""A signed event, for the tests of webhooks."""

from __future__ import annotations

import json
import time

from stripe import Webhook, WebhookSignature

SECRET = "whsec_test"
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "charge.succeeded",
    "created": 1700000000,
    "data": {
        "object": {
            "id": "ch_1",
            "object": "charge",
            "amount": 100,
            "billing_details": {"address": {"city": "Zürich"}},
            "refunds": {"object": "list", "data": [{"object": "refund", "id": "re_1"}]},
        },
        "previous_attributes": {"amount": 50},
    },
    "request": {"id": "req_1", "idempotency_key": None},
}
BODY = json.dumps(EVENT, indent=2, ensure_ascii=False)
THIN = json.dumps({"id": "evt_2", "object": "v2.core.event", "type": "v1.charge.failed"})


def signed(payload, secret=SECRET, age=0):
    return WebhookSignature.generate_signature_header(payload, secret, int(time.time()) - age)


def construct(payload, **kwargs):
    return Webhook.construct_event(payload, signed(payload), SECRET, **kwargs)
