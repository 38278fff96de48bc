"""The errors wellwired raises on purpose. Each says what is wrong, where, and what to do about it."""


class WellwiredError(Exception):
    """The root of every deliberate error; commands turn it into a message and an exit code, never a traceback."""

    exit_code = 2

    def __init__(self, problem: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        place = f"{where}: " if where else ""
        cure = f"\n  {remedy}" if remedy else ""
        super().__init__(f"{place}{problem}{cure}")


class UsageError(WellwiredError):
    """An option, argument, setting or configuration file that cannot be meant as it stands (exit code 2)."""


class UnreadableError(WellwiredError):
    """An input that could not be read, so that nothing may be concluded from it (exit code 3)."""

    exit_code = 3


class MissingExtraError(UsageError):
    """A feature whose optional packages are not installed; the remedy is the pip line that installs them."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs the '{extra}' extra", remedy=f"pip install 'wellwired[{extra}]'")


class WiringError(WellwiredError):
    """A construct was asked to wire something that would fail at deployment or at run time; raised at synth."""


class LocalError(WellwiredError):
    """The embedded AWS could not be started, or did not take a deployment."""
