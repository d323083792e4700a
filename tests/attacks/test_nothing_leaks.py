"""What people wrote, and what opens doors, stands in no log, no metric and no probe."""

from __future__ import annotations

import aiohttp
import pytest
from sqlalchemy.exc import StatementError

from escalation_bot.sandbox.server import Sandbox
from escalation_bot.store import escalations
from escalation_bot.store.db import Database
from escalation_bot.store.escalations import Entry
from tests.stories.conftest import WHY

from .conftest import ONE_WAY, Office


async def test_an_error_of_the_database_does_not_quote_what_people_wrote(database: Database, slack: Sandbox) -> None:
    entry = Entry(2**40, "U0PAUL", "add_facts", None, "requested", "1", {"secret": "seven", "set": {1}})
    with pytest.raises(StatementError, match="not JSON serializable") as caught:
        async with database.write("T1", slack.clock.now()) as tx:
            await escalations.note(tx, entry)
    assert "seven" not in f"{caught.value}{caught.value.__cause__}"


@ONE_WAY
async def test_probes_and_metrics_name_no_secret_and_no_words(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "escalation_bot")
    _, receipt = await office.asked(taken_by="sam")
    await office.person("anna").replies(receipt, f"{WHY} xoxb-1-2-secret")
    await office.idle()
    async with aiohttp.ClientSession() as session:
        pages = []
        for name in ("healthz", "readyz", "metrics"):
            async with session.get(f"http://127.0.0.1:{office.bot.web.port}/{name}") as answer:
                pages.append(await answer.text())
    told = "\n".join([*pages, caplog.text])
    slack = office.slack
    for secret in (slack.bot_token, slack.app_token, slack.signing_secret, "xoxb-1-2-secret", WHY, "U0ANNA", "SOC-101"):
        assert secret not in told
