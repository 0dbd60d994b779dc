package p

type S struct{}

func (*S) get() string { return "p's get" }

type I interface{ get() string }

func Get(i I) string { return i.get() }
