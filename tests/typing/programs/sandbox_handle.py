"""What a sandbox hands out: its clock, keys, settings, log and webhooks."""

from __future__ import annotations

from typing_extensions import assert_type

import stripe

with stripe.sandbox.Sandbox(seed=1) as sandbox:
    sandbox.clock.advance(86_400)
    sandbox.clock.advance("1d")  # error
    assert_type(sandbox.clock.now(), int)
    sandbox.clock._offset = 5.0  # error
    sandbox.settings.retry_days = [1]
    sandbox.settings.retry_day = [1]  # error
    sandbox.settings.after_retries = "unpaid"
    sandbox.settings.after_retries = "keep"  # error
    sandbox.fail("POST /v1/charges", status=503, times=1)
    sandbox.fail("POST /v1/charges", stauts=503)  # error
    for request in sandbox.requests:
        assert_type(request.status, int)
        request.statuss  # error
    assert_type(sandbox.keys.create("restricted", permissions={"customer": "read"}), str)
    assert_type(sandbox.keys.issued()[0].masked, str)
    sandbox.keys.creat()  # error
    triggered = sandbox.trigger("invoice.paid")
    assert_type(triggered.ids, list[str])
    triggered.id  # error
    before = sandbox.snapshot()
    sandbox.restore(before)
    sandbox.restore({})  # error
    sandbox.webhooks.fail_next(1)
    sandbox.webhooks.fail_nxt(1)  # error
