package main

type L[T any] struct{}

func (l *L[T]) method[U any](u U) {} // ERROR "syntax error: method must have no type parameters"

func (l L[T]) ok() {}

var v[T any] int // ERROR "syntax error: unexpected name any, expected ."
