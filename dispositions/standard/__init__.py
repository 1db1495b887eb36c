"""The codes every organization starts with, in four languages."""
