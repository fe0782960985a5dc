"""The same readings through our job and through others, written as their documentation recommends; results compared."""
