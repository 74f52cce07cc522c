// Exists so that a precompiled header is compiled once.
