"""Measures networks: calibration, accuracy, robustness and false alarms."""
