"""Connected accounts and the money that moves between them."""
