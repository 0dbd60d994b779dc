// A map written by two goroutines without a lock is detected, and cannot be recovered from.
// exit: 2
// exempt: GOMAXPROCS the race may not happen on one thread
// exempt: gcstress the race is timing, and goroutines do not run in parallel yet
// exempt: stackstress the race is timing, and goroutines do not run in parallel yet
// exempt: schedseed the race is timing, and goroutines do not run in parallel yet
package main

func main() {
	defer func() { recover() }()
	m := map[int]int{}
	for i := range 4 {
		go func() {
			for n := 0; ; n++ {
				m[n%100] = i
			}
		}()
	}
	select {}
}
