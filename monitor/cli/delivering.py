"""`deliver`: what is due now, sent."""

import sys
from pathlib import Path

import click

from monitor.cli.options import config_option, json_option, load_config
from monitor.cli.output import print_json, print_line


@click.command()
@click.option("--retry", is_flag=True, help="Also send what was given up, and try paused destinations again.")
@json_option
@config_option
def deliver(config_path: Path, *, retry: bool, as_json: bool) -> None:
    """Send what is due now.

    Makes the messages that subscriptions are due and sends them, as `run` does all the time; both may work at once. A
    destination that fails is named on stderr and tried again the next time. Exits with 1 only where nothing could be
    sent and something failed.
    """
    from monitor.delivery.opening import deliver_once
    from monitor.logs import log_to_stderr

    config = load_config(config_path)
    log_to_stderr(quiet=True)
    done = deliver_once(config, retry=retry, archive_url=config.archive.address)
    if as_json:
        print_json({"sent": done.sent, "waiting": done.waiting, "dead": done.dead, "failures": dict(done.failures)})
    else:
        print_line(f"{done.sent} sent, {done.waiting} waiting, {done.dead} given up")
    for name, reason in done.failures.items():
        click.echo(f"{name}: {reason}", err=True)
    if done.failures and not done.sent:
        sys.exit(1)
