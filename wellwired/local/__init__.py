"""An embedded AWS on loopback: a real `cdk deploy` of an app without account, network or Docker."""
