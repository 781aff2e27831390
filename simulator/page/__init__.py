"""The page that plays the phones: HTML, style and scripts, served by `simulator.control`."""
