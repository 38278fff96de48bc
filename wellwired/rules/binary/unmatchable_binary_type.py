"""A binary media type is written in a form that never matches.

## What it sees
An entry of `BinaryMediaTypes` that is no media type (`png`), starts with a wildcard but is not `*/*` (`*/png`), has a
wildcard inside a name (`image/p*`), or carries parameters (`text/csv; charset=utf-8`).

## What it causes
The entry matches no request and no answer: files arrive as broken text, and base64 goes out as it is.

## How to fix it
CDK: `binary_media_types=["image/png"]`, `["image/*"]` or `["*/*"]`.
CloudFormation: the same in `BinaryMediaTypes`; `~1` may stand for the slash, as SAM asks for.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders, BinaryMediaTypes: [png]}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders, BinaryMediaTypes: ["*/png"]}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders, BinaryMediaTypes: [image/png, "image/*"]}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders, BinaryMediaTypes: ["*~1*"]}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
"""

import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.binary_types import binary_types
from wellwired.model.text import display, find_hole
from wellwired.rules import rule

_TYPE: Final = re.compile(r"\*/\*|[\w.+-]+/(\*|[\w.+-]+)")


@rule(severity=Severity.WARNING, status="", since="0.1")
def unmatchable_binary_type(api: RestApi) -> Iterator[Finding]:
    """Report entries that API Gateway compares with everything in vain."""
    for index, kind in enumerate(binary_types(api)):
        if not find_hole(kind) and not _TYPE.fullmatch(kind):
            yield Finding.on(
                api,
                f"BinaryMediaTypes/{index}",
                f"{api.label} lists {display(kind)!r} as binary, which matches no content type",
                fix="write a type such as image/png, image/* or */*",
            )
