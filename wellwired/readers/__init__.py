"""The outside world to the model: templates, assemblies and folders of them, each to a wiring."""

from collections.abc import Iterable
from pathlib import Path

from wellwired.findings import Unread
from wellwired.model.wiring import Wiring
from wellwired.readers.documents import DocumentError, check_text, load
from wellwired.readers.joins import App, read_wiring
from wellwired.readers.reading import Reading, ReadOptions
from wellwired.readers.template import find_template

__all__ = ["ReadOptions", "Reading", "read_inputs", "read_text"]


def read_text(text: str, file: str = "template.yaml", options: ReadOptions | None = None) -> Wiring:
    """The wiring of one template given as text; raises `DocumentError`."""
    template = find_template(check_text(text, file), Path(file).name.split(".")[0])
    if template is None:
        raise DocumentError("it is no CloudFormation template: it has no Resources", file=file)
    app = App()
    app.add(template, given=(options or ReadOptions()).parameters, pseudo={})
    return read_wiring(app, app.scopes.values())


def read_inputs(paths: Iterable[str], options: ReadOptions | None = None) -> Reading:
    """Everything the paths name."""
    options = options or ReadOptions()
    wirings, unread, files = [], [], []
    for path in paths:
        try:
            template = find_template(load(Path(path), path), Path(path).name.split(".")[0], Path(path).parent)
            if template is None:
                raise DocumentError("it is no CloudFormation template: it has no Resources", file=path)
            app = App()
            app.add(template, given=options.parameters, pseudo={})
            wirings.append(read_wiring(app, app.scopes.values()))
            files.append(path)
        except DocumentError as error:
            unread.append(Unread(path, error.problem, error.remedy or "", error.position))
    return Reading(wirings, unread, files)
