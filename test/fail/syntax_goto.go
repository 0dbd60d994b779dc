package main

func main() {
	goto over // ERROR "goto over jumps over declaration of x at [.]/syntax_goto[.]go:5:4"
	x := 1
	_ = x
over:
	goto inside // ERROR "goto inside jumps into block starting at [.]/syntax_goto[.]go:9:2"
	{
	inside:
	}
	for {
	L:
		continue L // ERROR "invalid continue label L"
	}
	if true {
	}
L2: // ERROR "label L2 defined and not used"
	for {
	}
dup:
	for {
		break dup
	}
dup: // ERROR "label dup already defined at [.]/syntax_goto[.]go:21:1"
	return
}
