"""A model of the house: rules do what people and machines do, in any order; invariants look after each step.

A subject brings a module with a class of rules and invariants over `House`; `test_model.py` puts them together.
"""
