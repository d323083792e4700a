"""The rules: frozen values and pure functions. Standard library only; time is always an argument."""
