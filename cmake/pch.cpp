// Exists so that cmake/pch.hpp is compiled once.
