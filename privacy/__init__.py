"""Personal data ends here: detection, masking, keys, the ledger."""
