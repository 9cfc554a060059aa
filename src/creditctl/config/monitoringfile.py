"""The `monitoring:` part of `creditctl.yaml`: who is told that a run went well."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from creditctl.config.deliveryfile import web_address
from creditctl.config.workspacevalues import InnerPath
from creditctl.policy.part import Part

Url = Annotated[str, AfterValidator(web_address)]


class PingPart(Part):
    """Addresses that are told of a run; they get counts and nothing else."""

    start: Url | None = Field(None, description="Asked when a run begins.")
    success: Url | None = Field(None, description="Asked when it ended, with 0 or 3.")
    fail: Url | None = Field(None, description="Asked when it was refused, or broke off.")
    timeout: int = Field(10, ge=1, le=60, description="Seconds to wait for an answer.")


class MonitoringPart(Part):
    """How others learn that the daily run went well."""

    ping: PingPart = Field(PingPart(), description="Addresses that are told of a run.")
    log: InnerPath | None = Field(None, description="A file that gets a line for each run.")
    summary: InnerPath | None = Field(
        None, description="A file with the numbers of the last run, as JSON."
    )
