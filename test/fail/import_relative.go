package main

import "fmt" // ERROR ".fmt. imported and not used"
import "os" // ERROR ".os. imported and not used"
import str "strings" // ERROR ".strings. imported as str and not used"
import . "math" // ERROR ".math. imported and not used"
import _ "errors"

var Sqrt = 1 // ERROR "Sqrt already declared through dot-import of package math [(].math.[)]"

func main() { fmt := 1; _ = fmt }
