"""wellwired: wire, check, watch and explain an Amazon API Gateway REST API in front of Lambda."""

__version__ = "0.1.0"
