"""What people see of the gateway: the first page, and the documentation to try the API from."""
