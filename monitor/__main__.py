"""`python -m monitor` is `presswatch`."""

from monitor.cli import main

main(prog_name="presswatch")
