"""The local gateway: a REST API as the model describes it, answering as API Gateway would."""
