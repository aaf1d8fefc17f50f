"""A crowd of programs that wait and of tabs that look, for `bench.polling`."""
