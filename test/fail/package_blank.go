package _ // ERROR "invalid package name _"

var x int
