"""How fast the product is beside a floor: bare SQL behind a bare WSGI function, on the same rows."""
