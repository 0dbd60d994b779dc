package main

import "github.com/spf13/cobra"

func main() { c := &cobra.Command{Use: "x", Run: func(*cobra.Command, []string) { println("hi") }}; c.Execute() }
