"""One module of routes per noun; they parse, call a service and answer."""
