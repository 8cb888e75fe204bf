"""转办 … 评议: requests on their way through the eight steps."""
