"""Tests of the service in lambda/orders."""
