"""The desk: what people do with an escalation, each in one transaction, harmless when done twice."""
