/** Starts the pages. */
import { mount } from 'svelte'
import App from './App.svelte'
import './base.css'
import './tokens.css'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no element with id "app".')
mount(App, { target })
