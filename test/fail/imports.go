package main

import "no/such/package"
import . "strings"
import "./relative"
import "" // ERROR "invalid import path: "

func main() {}
