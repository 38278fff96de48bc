"""Where control cannot go: a handler that always answers is not said to return nothing, and one that may not, is."""

import textwrap

import pytest

from wellwired.model.python_handler import read_handler

ALWAYS_ANSWERS = {
    "endless loop": """
        def handler(event, context):
            while True:
                try:
                    return {"statusCode": 200}
                except OSError:
                    print("again")
    """,
    "break of a loop inside": """
        def handler(event, context):
            while 1:
                for item in event:
                    if item:
                        break
                return {"statusCode": 200}
    """,
    "match that takes everything": """
        def handler(event, context):
            match event["httpMethod"]:
                case "GET":
                    return {"statusCode": 200}
                case _:
                    return {"statusCode": 405}
    """,
    "exit": """
        import sys
        def handler(event, context):
            if event:
                return {"statusCode": 200}
            sys.exit(1)
    """,
    "an error that may be None, by its truth": """
        def find_error(event):
            if not event:
                return {"statusCode": 400}
        def handler(event, context):
            error = find_error(event)
            if error:
                return error
            return {"statusCode": 200}
    """,
    "an error that may be None, by identity": """
        def find_error(event):
            return {"statusCode": 400} if event else None
        def handler(event, context):
            if (error := find_error(event)) is not None and event:
                return error
            return {"statusCode": 200}
    """,
    "an error that may be None, the other way round": """
        def find_error(event):
            return {"statusCode": 400} if event else None
        def handler(event, context):
            error = find_error(event)
            if error is None or not error:
                return {"statusCode": 200}
            return error
    """,
}
MAY_ANSWER_NOTHING = {
    "loop with a break": """
        def handler(event, context):
            while True:
                if event:
                    break
                return {"statusCode": 200}
    """,
    "break in the else of a loop inside": """
        def handler(event, context):
            while True:
                for item in event:
                    pass
                else:
                    break
                return {"statusCode": 200}
    """,
    "match without a last resort": """
        def handler(event, context):
            match event["httpMethod"]:
                case "GET":
                    return {"statusCode": 200}
                case name if name == "POST":
                    return {"statusCode": 201}
    """,
    "an error that is returned where it is None": """
        def find_error(event):
            return {"statusCode": 400} if event else None
        def handler(event, context):
            error = find_error(event)
            if error is not None:
                print(error)
                return {"statusCode": 200}
            return error
    """,
}


def returned_kinds(code: str) -> set[str]:
    return {shape.kind for shape in read_handler(textwrap.dedent(code), "handler").returns()}


@pytest.mark.parametrize("name", ALWAYS_ANSWERS)
def test_a_handler_that_always_answers_never_returns_nothing(name: str) -> None:
    assert returned_kinds(ALWAYS_ANSWERS[name]) == {"mapping"}


@pytest.mark.parametrize("name", MAY_ANSWER_NOTHING)
def test_a_handler_that_may_end_without_an_answer_returns_nothing(name: str) -> None:
    assert "none" in returned_kinds(MAY_ANSWER_NOTHING[name])
