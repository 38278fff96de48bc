"""CDK constructs that wire a REST API correctly by default; each is usable alone in a stack of yours."""
