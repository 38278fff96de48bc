"""Tests of what runs inside Lambda."""
