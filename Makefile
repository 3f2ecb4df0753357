# The same three without make: python3 dev.py run | test | check
.PHONY: run test check lock

run test check lock:
	@python3 dev.py $@
