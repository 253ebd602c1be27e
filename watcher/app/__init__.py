"""Conducts: wires, schedules, shows."""
