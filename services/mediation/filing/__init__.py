"""Opening a case: one call with its parties, issues and number; or a number reserved for one."""
