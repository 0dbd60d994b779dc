// reflect.Select tells the case by its place among all, wherever sends, receives and the default stand.
package main

import (
	"fmt"
	"reflect"
)

func main() {
	empty, full, ready, closed := make(chan int), make(chan int, 1), make(chan int, 1), make(chan int)
	full <- 1
	close(closed)
	send := func(c chan int, v int) reflect.SelectCase {
		return reflect.SelectCase{Dir: reflect.SelectSend, Chan: reflect.ValueOf(c), Send: reflect.ValueOf(v)}
	}
	receive := func(c chan int) reflect.SelectCase {
		return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c)}
	}
	fallback := reflect.SelectCase{Dir: reflect.SelectDefault}
	show := func(cases ...reflect.SelectCase) {
		defer func() {
			if r := recover(); r != nil {
				fmt.Println("panic:", r)
			}
		}()
		i, v, ok := reflect.Select(cases)
		fmt.Println(i, v.IsValid() && v.CanInt() && v.Int() != 0, ok)
	}
	show(fallback)
	show(receive(empty), fallback, send(full, 2))
	show(fallback, receive(empty), send(empty, 2), receive(nil), send(nil, 3))
	show(receive(empty), send(ready, 7), receive(nil), send(full, 2))
	show(send(full, 1), receive(empty), fallback, receive(ready))
	show(receive(closed), send(full, 9), receive(empty))
	show(receive(empty), fallback, send(closed, 1))
	show(receive(full), send(empty, 1))
	go func() { empty <- 5 }()
	show(send(nil, 1), receive(nil), receive(empty))
	counts := [4]int{}
	for range 400 {
		i, _, _ := reflect.Select([]reflect.SelectCase{receive(closed), send(ready, 1), receive(empty), receive(closed)})
		counts[i]++
		select {
		case <-ready:
		default:
		}
	}
	fmt.Println(counts[0] > 50, counts[1] > 50, counts[2], counts[3] > 50)
	done := make(chan bool)
	go func() {
		defer close(done)
		reflect.Select([]reflect.SelectCase{send(empty, 3)})
	}()
	fmt.Println(<-empty)
	<-done
}
