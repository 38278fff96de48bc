"""Hypothesis strategies for whatever a handler may return."""

from hypothesis import strategies as st


class Odd:
    """An object that fails in every way anyone could touch it."""

    def __getattr__(self, name: str) -> object:
        raise RuntimeError(name)

    def __repr__(self) -> str:
        raise RuntimeError("repr")


_INTEGERS = st.integers() | st.builds(pow, st.just(10), st.just(5_000))  # the latter has more digits than Python writes
_NAMES = st.sampled_from(["Content-Type", "content-type", "Set-Cookie", "x", "a b"])
_SCALARS: st.SearchStrategy[object] = (
    st.none()
    | st.booleans()
    | _INTEGERS
    | st.floats()
    | st.decimals()
    | st.text(st.characters(codec=None, exclude_categories=()))
    | st.binary()
    | st.datetimes()
    | st.dates()
    | st.uuids()
    | st.sampled_from([object(), int, "dGVzdA==", "200", "true", "é", "\ud800"])
)


def _nested(scalars: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.tuples(inner, inner)
            | st.sets(st.integers() | st.text(), max_size=3)
            | st.dictionaries(st.text(max_size=12) | _INTEGERS | st.dates(), inner, max_size=3)
        ),
        max_leaves=8,
    )


def _like_a_response(anything: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    headers = st.dictionaries(_NAMES, anything, max_size=3) | anything
    return st.fixed_dictionaries(
        {},
        optional={
            "statusCode": st.sampled_from([200, "201", 204.0, 404, None]) | _SCALARS,
            "headers": headers,
            "multiValueHeaders": headers,
            "body": anything,
            "isBase64Encoded": st.sampled_from([True, False, "true", None]) | _SCALARS,
            "cookies": anything,
        },
    )


# Values as a handler might really come by them, and the same with an object that fails when looked at.
VALUES = _nested(_SCALARS) | _like_a_response(_nested(_SCALARS))
HOSTILE_VALUES = VALUES | _like_a_response(_nested(_SCALARS | st.builds(Odd)))
