"""Exposure against credit limits. Pure."""
