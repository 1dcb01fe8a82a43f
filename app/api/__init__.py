"""The only room that speaks HTTP: routes, parameters, headers, problems."""
