"""What must not leave a log: payloads that data trace wrote, credentials, keys and tokens."""

import re
from typing import Final

# Lines that only data trace writes hold headers, queries and bodies of callers.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
_PAYLOAD: Final = re.compile(
    r"^((?:\([^)\s]{1,80}\) )?"
    r"(?:Method|Endpoint|Gateway|Integration|Authorizer|Client)[ \w]{0,30}?"
    r"(?:body|headers?|query string|path|parameters|policy|payload|result)\b[^:]{0,40}):(?!\s*$)",
    re.IGNORECASE | re.DOTALL,
)
_POLICY: Final = re.compile(r"^((?:\([^)\s]{1,80}\) )?Using valid authorizer policy for principal):", re.IGNORECASE)
_INSTANCE: Final = re.compile(r"(instance value|value) \((?:[^()]|\([^()]*\))*\)")
_HIDDEN: Final = "[redacted]"
_SECRETS: Final = (
    # access key ids, and whole tokens of three parts
    (re.compile(r"\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b"), _HIDDEN),
    (re.compile(r"\beyJ[\w-]{6,}(?:\.[\w-]*){0,4}"), _HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {_HIDDEN}"),
    (re.compile(r"(?i)\b(API Key:?\s+)(?!not\b|is\b|authorized\b|exceeded\b|and\b)[\w*-]{16,}"), rf"\1{_HIDDEN}"),
    (
        re.compile(
            r"(?i)([\"']?[\w.-]*(?:authorization|passw(?:or)?d|passphrase|secret|token|api[-_]?key|credential|cookie|"
            r"signature|session|private[-_]?key)[\w-]*[\"']?\s*[=:]\s*)"
            r"(\"(?:[^\"\\]|\\.)*\"|'[^']*'|(?:Bearer |Basic )?[^\s,;&}\"']+)"
        ),
        rf"\1{_HIDDEN}",
    ),
    # user:password@ in addresses
    (re.compile(r"(://)[^/\s:@]+:[^/\s@]+@"), rf"\1{_HIDDEN}@"),
    # long runs of letters and digits together: keys, hashes, tokens; ids of requests and traces are shorter
    (
        re.compile(r"(?<![\w/+=-])(?=[\w/+-]*\d)(?=[\w/+-]*[A-Za-z])(?![\w+-]*/[\w+-]*/)[A-Za-z0-9+/_]{40,}={0,2}"),
        _HIDDEN,
    ),
)
_NOT_SECRET: Final = re.compile(r"(?i)^[\"']?(?:[\w.-]*(?:keyid|key_id|requestid|tokentype))")


def is_payload(line: str) -> bool:
    """Whether a line of the execution log holds what callers sent or got."""
    return _PAYLOAD.match(line) is not None or _POLICY.match(line) is not None


def without_payload(line: str) -> str:
    """The line with the payload taken out, and how much of it there was."""
    found = _PAYLOAD.match(line) or _POLICY.match(line)
    if found is None:
        return _INSTANCE.sub(r"\1 (…)", line)
    return f"{found[1]}: [{len(line) - found.end():,} characters withheld]"


def redact(text: str) -> str:
    """The text without anything that looks like a credential, a key or a token."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(lambda match, new=replacement: _kept(match, new), text)  # type: ignore[misc]
    return text


def _kept(match: re.Match[str], replacement: str) -> str:
    return match[0] if _NOT_SECRET.match(match[0]) else match.expand(replacement)
