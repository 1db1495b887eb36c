"""What the product is measured by: `make bench`."""
