"""What is served right now, and its replacement while requests are under way."""

import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from wellwired.errors import WellwiredError
from wellwired.gateway.messages import Request, Response
from wellwired.serving.narrator import Narrator
from wellwired.serving.sites import Served, Wanted, Watchers, read_served
from wellwired.serving.terminal import Terminal

_GONE = Response(
    status=503,
    headers=(("Content-Type", "text/plain; charset=utf-8"),),
    body=b"wellwired: this API is not in the template any more\n",
)


class Session:
    """Answers requests from the newest reading. Safe to use from several threads."""

    def __init__(self, wanted: Wanted, narrator: Narrator, terminal: Terminal) -> None:
        self._wanted = wanted
        self._narrator = narrator
        self._terminal = terminal
        self._watchers = Watchers(narrator.exchange, narrator.function_line)
        self._key_values: dict[str, str] = {}
        self._lock = threading.Lock()
        self._busy: Counter[int] = Counter()
        self._current = read_served(wanted, self._watchers, self._key_values)

    @property
    def served(self) -> Served:
        """The newest reading."""
        return self._current

    def handle(self, key: str, request: Request) -> Response:
        """Answer a request for the API of this key; whatever goes wrong is an answer, too."""
        with self._lock:
            served = self._current
            self._busy[id(served)] += 1
        try:
            site = served.find(key)
            return site.gateway.handle(request, api=site.api.api_id) if site is not None else _GONE
        except Exception as error:  # noqa: BLE001 - one request's fault must not end the server
            return self._fail(error)
        finally:
            self._leave(served)

    def reload(self) -> bool:
        """Read again and serve that; where it cannot be read, keep what there is and say why."""
        try:
            fresh = read_served(self._wanted, self._watchers, self._key_values)
        except WellwiredError as error:
            self._tell_failure(str(error))
            return False
        except Exception as error:  # noqa: BLE001 - a reader's fault leaves what is served
            self._tell_failure(f"internal error: {type(error).__name__}: {error}")
            return False
        with self._lock:
            old, self._current = self._current, fresh
            is_idle = not self._busy[id(old)]
        if is_idle:
            old.close()
        return True

    def reload_code(self, changed: Iterable[Path]) -> list[str]:
        """Start the functions anew whose code has changed; their names."""
        paths = list(changed)
        names: dict[str, None] = {}
        for place, function, host in self._current.code_paths():
            if any(path.is_relative_to(place.resolve()) for path in paths) and function.name not in names:
                host.reload(function)
                names[function.name] = None
        return list(names)

    def close(self) -> None:
        """End every function."""
        self._current.close()

    def _leave(self, served: Served) -> None:
        with self._lock:
            self._busy[id(served)] -= 1
            is_last = not self._busy[id(served)]
            if is_last:
                del self._busy[id(served)]
        if is_last and served is not self._current:
            served.close()

    def _fail(self, error: Exception) -> Response:
        text = f"wellwired: internal error: {type(error).__name__}: {error}"
        self._narrator.call(lambda: self._terminal.fail(text))
        headers = (("Content-Type", "text/plain; charset=utf-8"),)
        return Response(status=500, headers=headers, body=f"{text}\n".encode("utf-8", "replace"))

    def _tell_failure(self, text: str) -> None:
        self._narrator.call(lambda: self._terminal.fail(f"not taken over, the API is served as before: {text}"))
