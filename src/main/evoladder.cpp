#include "main/cli.hpp"

int main(int argc, char** argv) { return evo::run_command_line(argc, argv); }
