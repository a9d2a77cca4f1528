"""What every service shares and no service owns: it knows none of them and no noun of the domain."""
