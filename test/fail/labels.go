package main

func main() {
L1: // ERROR "label L1 defined and not used"
	for {
		func() {
			break L1 // ERROR "break label not defined: L1"
		}()
		continue L2 // ERROR "continue label not defined: L2"
	}
L2:
	switch {
	default:
		continue L2 // ERROR "invalid continue label L2"
	}
	break L3 // ERROR "break label not defined: L3"
L3:
	if true {
		break L3 // ERROR "invalid break label L3"
	}
	select {}
L4: // ERROR "label L4 defined and not used"
}
